/// Histograms encoded by an independent implementation: HdrHistogram for Python (PyPI `hdrhistogram`
/// 0.10.8), `HdrHistogram(1, 3600000000000, 3)` and `record_value(value, count)` for each pair.
struct HistogramVector: Sendable, CustomStringConvertible {
    let description: String
    let values: [(value: UInt64, count: UInt64)]
    let payload: String

    static let all = [oneValue, borders, largeCounts, manyValues]

    static let oneValue = HistogramVector(
        description: "one value",
        values: [(value: 1, count: 1)],
        payload: """
            HISTFAAAACJ4nJNpmSzMwMDAxAABzFCaEch0M9ixgMH+A1SACQBXGQRQ
            """)

    static let borders = HistogramVector(
        description: "zero, a gap and bucket borders",
        values: [(0, 2), (2_047, 1), (2_048, 3), (1_000_000, 5)],
        payload: """
            HISTFAAAACp4nJNpmSzMwMDAyQABzFCaEch0M9ixgMH+A0SA5bc8E9v+PkYuAIQHBtI=
            """)

    static let largeCounts = HistogramVector(
        description: "counts beyond 32 bits",
        values: [(30_000_000, 4_000_000_000), (31_000_000, 200), (3_599_000_000_000, 1)],
        payload: """
            HISTFAAAADF4nJNpmSzMwMDAzwABzFCaEch0M9ixgMH+A0Tg7B/GhgU3n8mWT2A+3cPEBADV\
            JAuF
            """)

    static let manyValues = HistogramVector(
        description: "many values",
        values: (1..<60).map { (i: UInt64) in (value: i * i * 977 + 13, count: i % 7 + 1) },
        payload: """
            HISTFAAAAMh4nC2IMUvDUBRG33dzub15PJ/QroJ/wX/g1v8QpDgEyVCcHJ2EOgSnkCE4iIUQ\
            gvQHRHAQhwxOGUrIKA7O7e6gQjzLOZyjVT4zxpRmJPg3/nJ+8rw2p/txvBxydiztVDcHtgpd\
            FfpCKJvwJ8sb6w/bit03+fuAmoCHQHrSlGxBribfELXEW5IO2sC+wr3Dd6Ae/AH5gu5gB7hr\
            fwO6BaeQO2gGm8MV8A+gR3AJqaFPsFcu8hGd8ULONbaxu/AJJbyUS/0F9KQstA==
            """)
}
