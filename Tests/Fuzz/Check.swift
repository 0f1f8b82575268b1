/// Ends the run with a crash that the fuzzer reports, with the input that led to it.
func check(_ isTrue: Bool, line: UInt = #line) {
    precondition(isTrue, "the check in line \(line) failed")
}
