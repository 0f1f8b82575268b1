import RunModel
import Testing

@Suite struct SweepLoadsTests {
    @Test(arguments: [
        ("1,2,4,8", SweepLoad.Kind.concurrency, nil as Int?, [1.0, 2, 4, 8]),
        ("8,1,2,2", .concurrency, nil, [1, 2, 8]),
        ("1..64", .concurrency, nil, [1, 2, 4, 8, 16, 32, 64]),
        ("1..4", .concurrency, 7, [1, 2, 3, 4]), ("1..16", .concurrency, 3, [1, 4, 16]),
        ("1,2.5", .rate, nil, [1, 2.5]), ("1..100", .rate, 3, [1, 10, 100]),
        ("0.1..10", .rate, 3, [0.1, 1, 10]), ("5", .rate, nil, [5]),
    ])
    func `lists and ranges are loads, ascending and each once`(
        text: String, kind: SweepLoad.Kind, steps: Int?, values: [Double]
    ) throws {
        #expect(try SweepLoads(parsing: text, kind, steps: steps).values == values)
    }

    @Test func `a range of rates is cut into ratios that a person can type`() throws {
        let values = try SweepLoads(parsing: "1..40", .rate).values
        #expect(values.count == 7)
        #expect(values.first == 1 && values.last == 40)
        for (low, high) in zip(values, values.dropFirst()) {
            #expect(abs(high / low / 1.849 - 1) < 0.02)
        }
        #expect(values.allSatisfy { "\($0)".count <= 4 })
    }

    @Test(arguments: ["", "0", "1,,2", "a", "1..", "8..1", "1.5", "1..2..3", "-3"])
    func `what is no list of streams is refused`(text: String) {
        #expect(throws: SweepLoads.Fault.self) { try SweepLoads(parsing: text, .concurrency) }
    }

    @Test func `more loads than a sweep bears are refused, and steps of a list`() {
        let many = (1...51).map(String.init).joined(separator: ",")
        #expect(throws: SweepLoads.Fault.self) { try SweepLoads(parsing: many, .concurrency) }
        #expect(throws: SweepLoads.Fault.self) {
            try SweepLoads(parsing: "1,2", .concurrency, steps: 3)
        }
    }

    @Test func `passes go up and down in turns`() throws {
        let loads = try SweepLoads(parsing: "1,2,4", .concurrency)
        let plan = SweepPlan(base: RunPlan(), loads: loads, passes: 3, arrivalSeed: 1)
        #expect(plan.places.map(\.load.value) == [1, 2, 4, 4, 2, 1, 1, 2, 4])
        #expect(plan.places.map(\.pass) == [1, 1, 1, 2, 2, 2, 3, 3, 3])
    }
}
