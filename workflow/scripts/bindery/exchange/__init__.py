"""Models that travel: model cards, archives of models, and models of other projects."""
