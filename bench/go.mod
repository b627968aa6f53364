module casus/bench

go 1.26.0

replace casus => ..

require casus v0.0.0
