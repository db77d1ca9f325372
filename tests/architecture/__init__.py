"""The house held to its own rules: every rule is data with a remedy, a good sample and a bad one."""
