import Statistics
import Testing

@Suite struct ChangePointsTests {
    /// The Nile at Aswan, 1871 to 1970, in 10^8 cubic metres; it fell in 1899 from 1097.75 to 849.97 (Cobb, "The
    /// problem of the Nile: conditional solution to a changepoint problem", 1978).
    private static let nile: [Double] = [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960,
        1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694,
        940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764,
        821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822,
        1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050,
        918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
    ]

    /// Thirty values from 0 to 0.8 whose neighbours differ.
    private static let wave = (0..<30).map { Double($0 * 7 % 5) / 5 }

    @Test func `finds the year in which the Nile fell`() throws {
        let found = try #require(ChangePoints(Self.nile))
        #expect(found.points.count == 1)
        let point = try #require(found.points.first)
        #expect(1871 + point.index == 1899)
        #expect(abs(point.size.estimate - (849.9722 - 1097.75)) < 0.001)
        #expect(point.probability < 1e-7)
        #expect(point.range.contains(28) && point.range.count < 12)
    }

    @Test(arguments: [[], [1, 2, 3, 9, 9], [1, 1, 1, 2, 2, .infinity], [1, 1, 1, 2, 2, .nan]])
    func `needs six finite values`(values: [Double]) {
        #expect(ChangePoints(values) == nil)
    }

    @Test func `is content with six values`() throws {
        let found = try #require(ChangePoints([10, 10.2, 9.9, 12, 12.1, 11.8]))
        let point = try #require(found.points.first)
        #expect(point.index == 3)
        // With one place to choose it is Student's t-test: t = 15.50 with four degrees of freedom.
        #expect(abs(point.probability - 0.0001011) < 1e-7)
        #expect(point.size.low < 1.93 && point.size.high > 1.94)
    }

    @Test(arguments: [0.3, 1e9, -5])
    func `finds nothing in values that are all alike`(value: Double) throws {
        let rounded = (0..<40).map { $0 % 3 == 0 ? value : value.nextUp }
        #expect(try #require(ChangePoints(rounded)).points == [])
        #expect(try #require(ChangePoints([Double](repeating: value, count: 40))).points == [])
    }

    @Test func `sees a step among values that are all alike, and no spike there`() throws {
        var values = [Double](repeating: 5, count: 25) + [Double](repeating: 6, count: 15)
        values[10] = 500
        let found = try #require(ChangePoints(values))
        #expect(found.points.map(\.index) == [25])
        #expect(found.points.first?.size.estimate == 1)
        #expect(found.spikes == [10])
    }

    @Test func `depends neither on the unit nor on the direction of time`() throws {
        let forward = try #require(ChangePoints(Self.nile))
        let scaled = try #require(ChangePoints(Self.nile.map { 3 - $0 / 1024 }))
        #expect(scaled.points.map(\.index) == [28])
        let point = try #require(scaled.points.first)
        let original = try #require(forward.points.first)
        #expect(abs(point.size.estimate * -1024 - original.size.estimate) < 1e-6)
        let back = try #require(ChangePoints(Self.nile.reversed()))
        #expect(back.points.map(\.index) == [72])
    }

    @Test func `a spike beside a step may be of either level`() throws {
        var values = Self.wave
        for index in 15..<30 { values[index] += 10 }
        values[15] = 60
        let found = try #require(ChangePoints(values))
        #expect(found.spikes == [15])
        let point = try #require(found.points.first)
        #expect(point.index == 16)
        #expect(point.range == 15...16)
    }

    @Test func `three values are a level, and two are none`() throws {
        var values = Self.wave
        for index in 12..<14 { values[index] += 10 }
        let pair = try #require(ChangePoints(values))
        #expect(pair.points == [] && pair.spikes == [12, 13])
        values[14] += 10
        let level = try #require(ChangePoints(values))
        #expect(level.points.map(\.index) == [12, 15] && level.spikes == [])
    }
}
