"""Are two expressions equal? The normal form, the evaluation at points, and what the model knows."""
