"""Forms of writing: parts (one value each), sections (a page of parts), and the small ones beside them."""
