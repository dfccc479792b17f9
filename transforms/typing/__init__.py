"""What type an act is when both its sides are given: rules, then a trained model."""
