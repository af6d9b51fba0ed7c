"""Rule impute: fill in the states of sites that were not measured."""

from bindery.runtime import devices


def impute(*, tensor: str, model: str, imputed: str, settings: dict) -> None:
    """Write the state of each site in each cell, measured or predicted.

    Args:
        tensor: the experiment's tensor file.
        model: trained model, `.keras`.
        imputed: output, TSV.gz.
        settings: `window`, `architectures`, `backend` and `backend_threads`.
    """
    settings = dict(settings)
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.training.methylation.imputation import impute as write_imputed

    write_imputed(tensor=tensor, model=model, imputed=imputed, **settings)
