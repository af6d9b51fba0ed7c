"""What a change of sequence does to the scores of models: variants, haplotypes, random changes."""
