//! dateline: a terminal workbench for reading and annotating news.

#![cfg_attr(test, allow(clippy::string_slice))]

pub mod span;

pub mod bounded;

mod hashed;

pub mod output;

pub mod cache;

pub mod article;

pub mod text;

pub mod extract;

pub mod annotation;

pub mod store;

pub mod ingest;

pub mod corpus;

pub mod survey;

pub mod statistics;

pub mod search;

pub mod interchange;

pub mod learn;

pub mod config;

pub mod cli;

pub mod tui;
