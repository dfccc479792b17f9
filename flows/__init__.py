"""Orchestration only: the Prefect flow and the command line."""
