"""配置 (config): settings, urls, the API root and the wiring of who reacts to what."""
