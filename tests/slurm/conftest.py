from workflow.conftest import copied_workflow, shared

__all__ = ["copied_workflow", "shared"]
