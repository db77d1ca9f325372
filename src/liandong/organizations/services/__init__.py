"""The verbs of organizations: the only writers of organs, posts, people and rosters."""

from liandong.organizations.services.duty import (
    ShiftDraft,
    cancel_shift,
    name_information_officer,
    plan_shift,
    plan_shifts,
    swap_shift,
)
from liandong.organizations.services.importing import Imported, import_tree
from liandong.organizations.services.organs import (
    OrganizationDraft,
    PostDraft,
    abolish_post,
    change_organization,
    change_post,
    create_post,
    dissolve_organization,
    found_organization,
)
from liandong.organizations.services.people import (
    PersonDraft,
    appoint_holder,
    change_phone,
    correct_person,
    end_holding,
    register_person,
    remove_person,
    rename_person,
    reveal_phone,
)
from liandong.organizations.services.rows import import_organizations, import_people

__all__ = [
    "Imported",
    "OrganizationDraft",
    "PersonDraft",
    "PostDraft",
    "ShiftDraft",
    "abolish_post",
    "appoint_holder",
    "cancel_shift",
    "change_organization",
    "change_phone",
    "change_post",
    "correct_person",
    "create_post",
    "dissolve_organization",
    "end_holding",
    "found_organization",
    "import_organizations",
    "import_people",
    "import_tree",
    "name_information_officer",
    "plan_shift",
    "plan_shifts",
    "register_person",
    "remove_person",
    "rename_person",
    "reveal_phone",
    "swap_shift",
]
