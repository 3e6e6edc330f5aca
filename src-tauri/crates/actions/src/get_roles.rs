//! Who may do what, by the table that the authority's permissions rest on.

use keys::wire::{Right, Role};

use crate::{
    App, Failure,
    view::{RoleView, RolesView},
};

impl App {
    /// Every role with what it may do.
    ///
    /// # Errors
    /// Never: it is asked of nobody.
    pub async fn get_roles(&self) -> Result<RolesView, Failure> {
        let view = |role| RoleView { role, rights: Right::all_of(role), given: Role::Admin.may_manage(role) };
        Ok(RolesView { rights: Right::ALL.into(), roles: Role::ALL.map(view).into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn an_admin_gives_every_role_but_the_operators() {
        let roles = Scripted::open().await.app.get_roles().await.unwrap().roles;
        let given: Vec<_> = roles.iter().filter(|one| one.given).map(|one| one.role).collect();
        assert_eq!(given, [Role::Admin, Role::Support, Role::Onboarding]);
        assert!(
            roles.iter().all(|one| one.rights == Right::all_of(one.role)),
            "nothing of it is said a second time here"
        );
    }
}
