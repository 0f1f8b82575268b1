internal import Glibc

/// Student's t distribution; degrees of freedom need not be whole, as Welch's are not.
package struct StudentT: Sendable {
    package let degreesOfFreedom: Double

    package init(degreesOfFreedom: Int) {
        self.init(degreesOfFreedom: Double(degreesOfFreedom))
    }

    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom >= 1, "Student's t needs at least one degree of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(|T| <= t) for t >= 0.
    package func probabilityWithin(_ t: Double) -> Double {
        let v = degreesOfFreedom
        if v == v.rounded(), v <= 1000 { return series(t, Int(v)) }
        return 1 - IncompleteBeta.regularized(v / (v + t * t), v / 2, 0.5)
    }

    /// The finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4.
    private func series(_ t: Double, _ whole: Int) -> Double {
        let v = Double(whole)
        let angle = atan(t / sqrt(v))
        let cosine2 = v / (v + t * t)
        let isOdd = whole % 2 == 1
        var term = isOdd ? sqrt(cosine2) : 1
        var sum = whole == 1 ? 0 : term
        var k = isOdd ? 3 : 2
        while k <= whole - 2 {
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
        while probabilityWithin(high) < within, high < 1e12 { high *= 2 }
        var low = 0.0
        // Sixty halvings leave less than the last bit of a double.
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if probabilityWithin(middle) < within { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
