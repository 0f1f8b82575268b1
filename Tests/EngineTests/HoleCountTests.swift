import Reactor
import RunModel
import Testing

@testable import Engine

@Suite struct HoleCountTests {
    /// `h`: a read of what had waited behind a missing segment.
    private func holes(_ reads: String) -> Int {
        var holes = HoleCount()
        for read in reads {
            var arrival = Arrival.unstamped()
            if read == "h" { arrival.holdBack() }
            holes.note(arrival)
        }
        return holes.count
    }

    @Test(arguments: [("", 0), ("....", 0), ("..h..", 1), ("hh.hhh.", 2), (".h.h.h", 3)])
    func `what waited behind one hole may come in several reads`(reads: String, count: Int) {
        #expect(holes(reads) == count)
    }
}
