import Testing

@testable import Analysis

@Suite struct CalibrationSearchTests {
    /// Loads that are measured where all up to `edge` keep the bound.
    private static func loads(
        _ search: CalibrationSearch, edge: Double, spoiling: Set<Int> = []
    ) -> (loads: [Double], search: CalibrationSearch) {
        var search = search
        var loads: [Double] = []
        while let load = search.load {
            let isSpoilt = spoiling.contains(loads.count)
            loads.append(load)
            search.add(load <= edge && !isSpoilt ? .within : .missed)
        }
        return (loads, search)
    }

    private static func search(_ first: Double = 100, most: Double = 4096) -> CalibrationSearch {
        CalibrationSearch(first: first, most: most, isCounted: true, goesOn: true)
    }

    @Test func `one load is measured once where nothing is looked for`() {
        let one = CalibrationSearch(first: 100, most: 4096, isCounted: true, goesOn: false)
        #expect(Self.loads(one, edge: 10).loads == [100])
        #expect(Self.loads(one, edge: 1000).loads == [100])
    }

    @Test func `loads double until one misses twice, and then lie between`() {
        let (loads, search) = Self.loads(Self.search(), edge: 300)
        #expect(loads == [100, 200, 400, 400, 283, 336, 336, 308, 308])
        #expect(search.kept == 283)
        #expect(search.missed == 308)
        #expect(!search.isCutShort)
    }

    @Test func `a load that misses once is no bound`() {
        let (_, search) = Self.loads(Self.search(most: 400), edge: 1000, spoiling: [1])
        #expect(search.kept == 400)
        #expect(search.missed == nil)
    }

    @Test func `where the first misses fewer are tried`() {
        let (loads, search) = Self.loads(Self.search(), edge: 60)
        #expect(loads.prefix(4) == [100, 100, 50, 71])
        #expect(search.kept == 60)
        let (_, none) = Self.loads(Self.search(2), edge: 0)
        #expect(none.kept == nil)
        #expect(none.missed == 1)
    }

    @Test func `no load beyond the most is tried, and no more steps than announced`() {
        let (loads, search) = Self.loads(Self.search(most: 350), edge: 9999)
        #expect(loads == [100, 200, 350])
        #expect(search.missed == nil)
        let (many, cut) = Self.loads(Self.search(1, most: 1e6), edge: 1e5)
        #expect(many.count == CalibrationSearch.mostSteps)
        #expect(cut.isCutShort)
    }

    @Test func `a load that this machine cannot have is a bound, and an untold one the end`() {
        var search = Self.search()
        search.add(.within)
        search.refuse()
        #expect(search.missed == 200)
        #expect(search.load == 141)
        search.add(.untold)
        #expect(search.load == nil)
        #expect(search.kept == 100)
    }
}
