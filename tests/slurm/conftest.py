from workflow.conftest import copied_workflow

__all__ = ["copied_workflow"]
