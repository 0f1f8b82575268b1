import ArgumentParser
import Foundation
import RecordStore
import RunModel

extension PlanFile {
    /// The plan of side B, which stands beside that of side A.
    ///
    /// - Throws: `ValidationError` naming the first key that differs and does not belong to a side. Names of
    ///   plans may.
    static func otherSide(
        _ path: String, beside first: String, defaults: RunPlan
    ) throws -> RunPlan {
        let (sideA, sideB) = (
            try read(first, defaults: defaults).plan, try read(path, defaults: defaults).plan
        )
        guard sideA.against == nil, sideB.against == nil else {
            throw ValidationError(
                "A plan with the key 'against' has both sides; give it alone.")
        }
        if let key = try firstDifference(sideA.withoutSide, sideB.withoutSide) {
            throw ValidationError(
                "'\(first)' and '\(path)' differ in '\(key)', which belongs to no side: the difference "
                    + "would be measured too. Make it the same in both.")
        }
        return sideB
    }

    /// The key that comes first in order of the alphabet, with those it lies in.
    private static func firstDifference(_ left: RunPlan, _ right: RunPlan) throws -> String? {
        try firstDifference(members(left), members(right), path: "")
    }

    private static func firstDifference(
        _ left: NSDictionary, _ right: NSDictionary, path: String
    ) -> String? {
        let keys = Set((left.allKeys + right.allKeys).compactMap { $0 as? String }).sorted()
        for key in keys {
            let (one, other) = (left[key] as? NSObject, right[key] as? NSObject)
            if let one = one as? NSDictionary, let other = other as? NSDictionary {
                if let found = firstDifference(one, other, path: "\(path)\(key).") { return found }
            } else if one != other {
                return path + key
            }
        }
        return nil
    }

    private static func members(_ plan: RunPlan) throws -> NSDictionary {
        let data = try SnakeCase.encoder().encode(plan)
        return try JSONSerialization.jsonObject(with: data) as? NSDictionary ?? [:]
    }
}

extension RunPlan {
    /// The plan with what belongs to a side, and its name, as in a new plan.
    fileprivate var withoutSide: RunPlan {
        var plan = self
        plan.name = RunPlan().name
        plan.against = AgainstPlan()
        return plan.otherSide ?? plan
    }
}
