internal import Glibc

/// The mean of a few independent values, such as one value a round, and the interval of the true mean
/// if they are about normal: mean ± t s / sqrt(n), with Student's t for n - 1 degrees of freedom.
package struct MeanInterval: Sendable, Equatable {
    package let mean: Double
    package let low: Double
    package let high: Double
    package let count: Int

    /// Nil for fewer than two values.
    package init?(_ values: [Double], confidence: Double = 0.95) {
        guard values.count >= 2 else { return nil }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = sqrt(squares / (n - 1) / n)
        let t = StudentT(degreesOfFreedom: values.count - 1)
            .quantile(1 - (1 - confidence) / 2)
        self.mean = mean
        low = mean - t * error
        high = mean + t * error
        count = values.count
    }
}

/// Student's t distribution with a whole number of degrees of freedom.
package struct StudentT: Sendable {
    package let degreesOfFreedom: Int

    package init(degreesOfFreedom: Int) {
        precondition(degreesOfFreedom >= 1, "Student's t needs at least one degree of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(|T| <= t) for t >= 0, by the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4.
    package func probabilityWithin(_ t: Double) -> Double {
        let v = Double(degreesOfFreedom)
        let angle = atan(t / sqrt(v))
        let cosine2 = v / (v + t * t)
        let isOdd = degreesOfFreedom % 2 == 1
        var term = isOdd ? sqrt(cosine2) : 1
        var sum = degreesOfFreedom == 1 ? 0 : term
        var k = isOdd ? 3 : 2
        while k <= degreesOfFreedom - 2 {
            term *= cosine2 * Double(k - 1) / Double(k)
            sum += term
            k += 2
        }
        let series = sin(angle) * sum
        return isOdd ? 2 / .pi * (angle + series) : series
    }

    /// The value that T stays below with probability `p`, for 0.5 <= p < 1.
    package func quantile(_ p: Double) -> Double {
        precondition(p >= 0.5 && p < 1, "only the upper half is tabulated")
        let within = 2 * p - 1
        var high = 1.0
        while probabilityWithin(high) < within { high *= 2 }
        var low = 0.0
        // Sixty halvings leave less than the last bit of a double.
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if probabilityWithin(middle) < within { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
