import RunModel
import Testing

@Suite struct NetworkProbeTests {
    private func trip(_ number: Int) -> NetworkProbe.Trip {
        NetworkProbe.Trip(
            target: number % 2, sentNanoseconds: Int64(number) * 2_000_000_000,
            answerNanoseconds: 1_500_000)
    }

    @Test func `a day of them is kept in bounds, spread over all of it`() {
        var probe = NetworkProbe()
        var sent = 0.0
        while sent < 86_400 {
            probe.keep(trip(Int(sent / 2)))
            sent += probe.everySeconds
        }
        #expect(probe.trips.count < NetworkProbe.mostTrips)
        #expect(probe.trips.count >= NetworkProbe.mostTrips / 2)
        let times = probe.trips.map { Double($0.sentNanoseconds) / 1e9 }
        #expect(times == times.sorted() && times[0] == 0)
        #expect(times.last ?? 0 > 86_000)
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        // Where it was thinned one lies between.
        #expect((gaps.max() ?? 0) <= 2 * (gaps.min() ?? 0))
    }

    @Test func `answers are told in milliseconds, of one target or all`() {
        var probe = NetworkProbe()
        for number in 0..<5 { probe.keep(trip(number)) }
        #expect(probe.answers(of: 0) == [1.5, 1.5, 1.5])
        #expect(probe.answers().count == 5)
    }
}
