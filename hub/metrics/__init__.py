"""What operators watch: one catalogue of metrics, read beside the hub's own files and told by its engine."""
