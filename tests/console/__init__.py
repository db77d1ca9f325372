"""The console in Debian's Chromium, against a real server."""
