"""A long run beside its own process table: what `scripts/soak` is made of."""
