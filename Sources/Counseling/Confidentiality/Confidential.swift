/// A value that no print, interpolation, dump or encoder shows: it comes out only where someone wrote `reveal()`.
///
/// It guards against mistakes, such as an error message that interpolates a client, not against someone who reads
/// the memory; what must be wiped is a secret of the room Cryptography.
public struct Confidential<Value> {
    private let value: Value

    public init(_ value: Value) {
        self.value = value
    }

    /// The value itself. Each call is a place where something confidential may leave: keep them few.
    public func reveal() -> Value { value }
}

extension Confidential: Sendable where Value: Sendable {}
extension Confidential: Equatable where Value: Equatable {}
extension Confidential: ConfidentialRecord {}
