"""适配 (adapters): one folder for each outside party."""
