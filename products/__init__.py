"""What turns the chapters into products: the builds and the small Sphinx extensions they share."""
