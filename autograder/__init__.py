"""chainrule-kit: convolutional and recurrent networks from scratch, judged by properties."""

__version__ = "0.1.0"
