/// SplitMix64: the same numbers for the same seed, so that a failure can be had again.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

extension SeededGenerator {
    /// So many random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Bytes with one to four places changed, cut, doubled or filled in: what a parser may meet.
    public mutating func mutated(_ original: [UInt8]) -> [UInt8] {
        var result = original
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            guard let place = result.indices.randomElement(using: &self) else { break }
            let end = min(place + Int.random(in: 1...40, using: &self), result.count)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: result[place] = UInt8.random(in: 0...255, using: &self)
            case 1: result.removeSubrange(place..<end)
            case 2: result.insert(contentsOf: result[place..<end], at: place)
            case 3: result.insert(contentsOf: bytes(end - place), at: place)
            default: result.replaceSubrange(place..<end, with: [UInt8](repeating: 0xff, count: end - place))
            }
        }
        return result
    }
}
