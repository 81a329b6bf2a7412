"""Builds the tables of networks/shanxi-central from tables of facts: python -m networks.build."""
