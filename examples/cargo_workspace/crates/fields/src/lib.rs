//! `#[derive(Fields)]`: the names of a struct's fields as a constant.

use proc_macro::TokenStream;
use quote::quote;
use syn::{parse_macro_input, Data, DeriveInput};

#[proc_macro_derive(Fields)]
pub fn fields(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let Data::Struct(body) = &input.data else {
        return syn::Error::new_spanned(&input.ident, "Fields is for structs")
            .to_compile_error()
            .into();
    };
    let name = &input.ident;
    let fields = body
        .fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .map(ToString::to_string);
    quote! {
        impl #name {
            /// The names of the fields, in the order they are declared in.
            pub const FIELDS: &'static [&'static str] = &[#(#fields),*];
        }
    }
    .into()
}
