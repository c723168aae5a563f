"""What `make audit` runs: Lighthouse on every chapter and on the first page, as on a phone and on a desktop."""
