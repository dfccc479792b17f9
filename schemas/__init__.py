"""What the data is: records, tables, ontology, expectations and the codebook."""
