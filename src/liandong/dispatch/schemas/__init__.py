"""What dispatch sends and takes over the wire."""
