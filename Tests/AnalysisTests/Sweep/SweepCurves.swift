import Foundation
import RunModel
import Statistics

@testable import Analysis

/// Parts of steps at a server whose curve is known, with noise.
struct SweepCurves {
    var seed: UInt64
    /// Of each part's rate and response time, as a share.
    var noise = 0.1
    var parts = 10
    var passes = 2

    /// The parts of a load with so many in flight, `served` a second, `response` seconds long.
    func parts(
        _ load: SweepLoad, inFlight: Double, served: Double, response: Double
    ) -> LoadParts {
        var generator = SeededGenerator(seed: seed, purpose: 9, index: load.value.bitPattern)
        func shaken(_ value: Double) -> Double {
            let normal =
                (-2 * log(generator.unit())).squareRoot() * cos(2 * .pi * generator.unit())
            return value * exp(noise * normal)
        }
        return LoadParts(
            load: load,
            passes: (0..<passes).map { _ in
                (0..<parts).map { _ in
                    let (requests, length) = (shaken(served) * 3, shaken(response))
                    return StepSample.Part(
                        seconds: 3, requests: requests, tokens: 0, goodRequests: 0,
                        openSeconds: inFlight * 3, responseSeconds: length * requests,
                        responses: requests, due: requests)
                }
            })
    }
}
