// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import AuditTrail
import Cryptography
import Testing
import Vault

/// The room's error that `body` ends with; nil where it succeeds. Any other error fails the test.
func refusal(_ body: () throws -> Void) -> AuditError? {
    do {
        try body()
        return nil
    } catch {
        if let fault = error as? AuditError { return fault }
        Issue.record(error, "not an error of this room")
        return nil
    }
}

func bytes(_ hex: String) -> [UInt8] { Hex.decode(hex)! }

func hash(_ text: String) -> Digest { try! SHA256.hash(Array(text.utf8)) }

func id(_ number: UInt8) -> OpaqueID { OpaqueID([UInt8](repeating: number, count: 16))! }

/// Every way to alter one byte of a file that is tried: each bit, and the two ends of the range.
func alterations(of file: [UInt8], at place: Int) -> [[UInt8]] {
    let values = (0..<8).map { file[place] ^ 1 << UInt8($0) } + [0, 0xff]
    return values.filter { $0 != file[place] }.map { value in
        var altered = file
        altered[place] = value
        return altered
    }
}

/// SplitMix64: the same numbers for the same seed, so that a failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    /// Bytes with one to four places changed, cut, doubled or filled in.
    mutating func mutated(_ original: [UInt8]) -> [UInt8] {
        var result = original
        for _ in 0..<Int.random(in: 1...4, using: &self) where !result.isEmpty {
            let place = result.indices.randomElement(using: &self)!
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
