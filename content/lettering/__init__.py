"""Letters of pictures, pages and captions: their fonts, and lines that may run both ways."""
