/// Unpacks zlib data (RFC 1950 and 1951), as the large vectors are stored. Only as strict as test data needs.
struct Inflate {
    enum Failure: Error { case malformed }

    private struct Code {
        /// How many codes there are of each length, and the symbols in the order of their codes.
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(lengths: [Int]) {
            for length in lengths where length > 0 { counts[length] += 1 }
            for length in 1...15 {
                symbols += lengths.indices.filter { lengths[$0] == length }
            }
        }
    }

    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    private static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private let input: [UInt8]
    private var bit = 16  // behind the two bytes of zlib's header
    private var output: [UInt8] = []

    static func unpack(zlib input: [UInt8]) throws -> [UInt8] {
        var inflate = Inflate(input: input)
        while try inflate.block() {}
        return inflate.output
    }

    private init(input: [UInt8]) {
        self.input = input
    }

    private mutating func bits(_ count: Int) throws -> Int {
        guard bit + count <= input.count * 8 else { throw Failure.malformed }
        var value = 0
        for place in 0..<count {
            value |= Int(input[bit >> 3] >> UInt8(bit & 7) & 1) << place
            bit += 1
        }
        return value
    }

    private mutating func symbol(_ code: Code) throws -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1...15 {
            value |= try bits(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Failure.malformed
    }

    /// Returns whether a further block follows.
    private mutating func block() throws -> Bool {
        let isLast = try bits(1) == 1
        switch try bits(2) {
        case 0: try stored()
        case 1:
            let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
            try compressed(Code(lengths: lengths), Code(lengths: [Int](repeating: 5, count: 30)))
        case 2:
            let (literals, distances) = try codes()
            try compressed(literals, distances)
        default: throw Failure.malformed
        }
        return !isLast
    }

    private mutating func stored() throws {
        bit = (bit + 7) & ~7
        let count = try bits(16)
        _ = try bits(16)
        for _ in 0..<count { output.append(UInt8(try bits(8))) }
    }

    private mutating func codes() throws -> (Code, Code) {
        let (literals, distances, described) = (try bits(5) + 257, try bits(5) + 1, try bits(4) + 4)
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<described { codeLengths[Inflate.codeLengthOrder[index]] = try bits(3) }
        let code = Code(lengths: codeLengths)
        var lengths: [Int] = []
        while lengths.count < literals + distances {
            switch try symbol(code) {
            case 16:
                guard let last = lengths.last else { throw Failure.malformed }
                lengths += [Int](repeating: last, count: 3 + (try bits(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + (try bits(3)))
            case 18: lengths += [Int](repeating: 0, count: 11 + (try bits(7)))
            case let length: lengths.append(length)
            }
        }
        return (Code(lengths: Array(lengths[..<literals])), Code(lengths: Array(lengths[literals...])))
    }

    private mutating func compressed(_ literals: Code, _ distances: Code) throws {
        while true {
            let found = try symbol(literals)
            if found == 256 { return }
            if found < 256 {
                output.append(UInt8(found))
                continue
            }
            let extra = found < 265 || found == 285 ? 0 : (found - 261) / 4
            let length = Inflate.lengthBases[found - 257] + (try bits(extra))
            let far = try symbol(distances)
            let distance = Inflate.distanceBases[far] + (try bits(far < 4 ? 0 : (far - 2) / 2))
            guard distance <= output.count else { throw Failure.malformed }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}
