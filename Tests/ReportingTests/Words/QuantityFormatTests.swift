import Analysis
import Reporting
import Testing

@Suite struct QuantityFormatTests {
    @Test(arguments: [
        (0.0, "0 ms"), (0.000_2, "200 ns"), (0.000_9996, "1.00 µs"), (0.0451, "45.1 µs"),
        (0.9994, "999 µs"), (0.9996, "1.00 ms"), (9.996, "10.0 ms"), (204.4, "204 ms"),
        (999.4, "999 ms"), (999.6, "1.00 s"), (61_234, "61.2 s"), (1_234_567, "1,235 s"),
        (-0.5, "-500 µs"),
    ])
    func `gives a latency three digits and its unit`(value: Double, text: String) {
        #expect(QuantityFormat.latency(milliseconds: value) == text)
    }

    @Test(arguments: [
        (0.0, "0 s"), (0.000_000_2, "200 ns"), (0.000_551, "551 µs"), (0.033, "0.033 s"),
    ])
    func `writes no time as nothing that is some`(value: Double, text: String) {
        #expect(QuantityFormat.quantity(value, .seconds) == text)
    }

    @Test(arguments: [
        (199.0 as Double?, 208.0 as Double?, "199–208 ms" as String?),
        (950, 1100, "0.950–1.10 s"), (5, nil, "≥ 5.00 ms"), (nil, 5, "≤ 5.00 ms"),
        (nil, nil, nil),
    ])
    func `writes an interval in one unit`(low: Double?, high: Double?, text: String?) {
        #expect(QuantityFormat.latencyInterval(low: low, high: high) == text)
    }

    @Test(arguments: [
        (0.0, "0 %"), (0.0001, "< 0.1 %"), (0.0026, "0.3 %"), (0.125, "12.5 %"),
        (0.99999, "> 99.9 %"), (1, "100 %"),
    ])
    func `rounds no share to nothing and none to all`(value: Double, text: String) {
        #expect(QuantityFormat.share(value) == text)
    }

    @Test(arguments: [(0.0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
    func `groups thousands`(value: Double, text: String) {
        #expect(QuantityFormat.count(value) == text)
    }

    @Test(arguments: [
        (0.0, "00:00"), (83.9, "01:23"), (3723, "1:02:03"), (-4, "00:00"),
    ])
    func `writes a clock`(seconds: Double, text: String) {
        #expect(QuantityFormat.clock(.seconds(seconds)) == text)
    }

    @Test(arguments: [(204.5, "204.5"), (12, "12"), (0.1 + 0.2, "0.30000000000000004")])
    func `keeps every digit for machines`(value: Double, text: String) {
        #expect(QuantityFormat.exact(value) == text)
        #expect(Double(text) == value)
    }
}
