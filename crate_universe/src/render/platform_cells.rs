//! Values by platform in the tables of a hub.

use crate::per_platform::PerPlatform;
use crate::plan::HubPlan;

use super::starlark::{DictEntries, StarlarkExpr};

/// `"common"`, and `"select"` with one entry for each condition.
pub fn platform_entries<'a, T>(
    plan: &'a HubPlan,
    values: &'a PerPlatform<T>,
    star: impl Fn(&'a [T]) -> StarlarkExpr<'a>,
) -> DictEntries<'a> {
    let named = values.cells.iter();
    let mut cells: DictEntries<'_> =
        named.map(|(set, values)| (plan.conditions.name_of(*set).into(), star(values))).collect();
    cells.sort_by(|(left, _), (right, _)| left.cmp(right));
    let select = (!cells.is_empty()).then(|| ("select".into(), StarlarkExpr::Dict(cells)));
    [("common".into(), star(&values.common))].into_iter().chain(select).collect()
}
