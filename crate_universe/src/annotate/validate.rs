//! Checks that a package has the targets that an annotation with its name refers to. An annotation of all packages is
//! not checked, since it applies only to packages that have them.

use crate::error::{Code, Error, Result, did_you_mean};
use crate::input::annotations::CrateAnnotation;
use crate::input::fields::{Field, FieldRow, NeededTarget};
use crate::input::value::FieldValue;
use crate::resolve::packages::{LockedPackage, TargetKind};

pub fn check(annotation: &CrateAnnotation, package: &LockedPackage) -> Result<()> {
    let values = annotation.scoped_values.iter().flat_map(|scoped| &scoped.values);
    for (field, value) in values.filter(|_| annotation.package != "*") {
        match (field, value) {
            (Field::GenAllBinaries, FieldValue::Flag(true)) => check_has_binary(annotation, package)?,
            (Field::GenBinaries, FieldValue::List(names)) => check_binary_names(annotation, package, names)?,
            _ => check_target(annotation, package, field.row())?,
        }
    }
    Ok(())
}

fn check_has_binary(annotation: &CrateAnnotation, package: &LockedPackage) -> Result<()> {
    if package.target(TargetKind::Bin).is_some() {
        return Ok(());
    }
    let error = Error::new(Code::Annotation, format!("{} has no binaries", package.id));
    Err(at_annotation(
        error.help("remove `gen_all_binaries` or `gen_binaries = True` from the annotation"),
        annotation,
    ))
}

fn check_binary_names(annotation: &CrateAnnotation, package: &LockedPackage, names: &[String]) -> Result<()> {
    let has: Vec<&str> = package
        .targets
        .iter()
        .filter(|target| target.kind == TargetKind::Bin)
        .map(|target| target.name.as_str())
        .collect();
    let Some(name) = names.iter().find(|name| !has.contains(&name.as_str())) else { return Ok(()) };
    let error = Error::new(Code::Annotation, format!("{} has no binary `{name}`", package.id));
    let error = match did_you_mean(name, has.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None if has.is_empty() => error.help("remove it from `gen_binaries`: the package has no binaries"),
        None => error.help(format!("the binaries of the package are: {}", has.join(", "))),
    };
    Err(at_annotation(error, annotation))
}

/// Checks that the package has the kind of target that a field of the annotation is about.
fn check_target(annotation: &CrateAnnotation, package: &LockedPackage, row: &FieldRow) -> Result<()> {
    let (kind, problem) = match row.target {
        None => return Ok(()),
        Some(NeededTarget::Library) => (TargetKind::Lib, "has no library"),
        Some(NeededTarget::ProcMacro) => (TargetKind::ProcMacro, "is not a proc macro"),
        Some(NeededTarget::Binary) => (TargetKind::Bin, "has no binaries"),
        Some(NeededTarget::BuildScript) => (TargetKind::BuildScript, "has no build script"),
    };
    if package.target(kind).is_some() {
        return Ok(());
    }
    let field = row.name;
    let error = Error::new(Code::Annotation, format!("`{field}`: {} {problem}", package.id));
    let error = match package.library() {
        _ if kind == TargetKind::BuildScript => error.help(format!("remove `{field}` from the annotation")),
        Some(library) if library.kind == TargetKind::ProcMacro => {
            error.help("its library is a proc macro: use `override_target_proc_macro`")
        }
        Some(_) => error.help("it has a library: use `override_target_lib`"),
        None => error.help(format!("remove `{field}` from the annotation: the package has no library")),
    };
    Err(at_annotation(error, annotation))
}

fn at_annotation(error: Error, annotation: &CrateAnnotation) -> Error {
    match &annotation.tag {
        Some(tag) => error.with_tag(tag),
        None => error.note(annotation.display_tag()),
    }
}
