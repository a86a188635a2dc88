/* Prints the hashes of 200,000 results each of the own trigonometry and of the sphere; see test_same_bits.sh. */
#include <stdio.h>

#include "unit/geo/bits.h"

int main(void) {
    printf("trig %016llx sphere %016llx\n", (unsigned long long)bits_trig(), (unsigned long long)bits_sphere());
    return 0;
}
