//! Which members or tokens a list is of.

use keys::wire::Role;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Failure, ground::paging::Condition};

/// Which members or tokens.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleFilter {
    /// Only those in this state: `active`, `revoked`; members also `invited`, tokens also `expired`. Several with commas.
    #[param(max_length = 100, pattern = "^[a-z]+(,[a-z]+)*$")]
    pub state: Option<String>,
    /// Only those of this role.
    #[param(value_type = Option<Role>)]
    pub role: Option<String>,
}

impl PeopleFilter {
    /// Whose, and of which role.
    ///
    /// # Errors
    /// [`keys::wire::Code::ValidationError`] for a role that there is not.
    pub(super) fn scope(&self, organization_id: &str) -> Result<Condition, Failure> {
        let role = self.role.as_deref().map(str::parse::<Role>).transpose();
        let role = role.map_err(|_| Failure::invalid_field("/role", "There is no such role."))?;
        let scope = Condition::new("organization_id = ?", [organization_id.into()]);
        Ok(scope.and_if("role = ?", role.map(Role::as_str)))
    }
}
