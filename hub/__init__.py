"""Fengqiao Hub (大调解数据枢纽): a data-exchange hub for one city's great mediation mechanism."""

__version__ = "0.1.0"
