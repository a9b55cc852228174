"""Times: moments, days, dates, spans, pauses and rhythms, as people write them."""
