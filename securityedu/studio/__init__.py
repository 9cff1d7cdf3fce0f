"""Where courses are written in the browser: one editor for every kind of object, made from the kind's schema."""
