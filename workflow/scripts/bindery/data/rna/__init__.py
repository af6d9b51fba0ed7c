"""RNA: its secondary structure, and background in transcripts."""
