"""Toolkit for adapters: databases, web services, files, and the values found in them."""
