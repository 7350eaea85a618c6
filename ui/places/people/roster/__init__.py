"""Taking a roster in, from the file to the register: tried out, explained, asked about, kept."""
