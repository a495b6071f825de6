"""One module a page: its routes, and nothing that another page needs."""
