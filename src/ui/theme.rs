//! Tokens: every colour, size, radius and font has its name here, and nowhere else.
