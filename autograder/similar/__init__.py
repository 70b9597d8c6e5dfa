"""Hand-ins that look alike: by their text, and by answers that nobody else gives."""
