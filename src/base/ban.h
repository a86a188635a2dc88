/* Functions that copy without a length, parse without an error or depend on the locale. The last include of
 * every .c file; never included by a header. */
#ifndef PL_BASE_BAN_H
#define PL_BASE_BAN_H

/* With clang and _FORTIFY_SOURCE these are macros, and poisoning a macro warns. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef gets

#pragma GCC poison strcpy strcat sprintf vsprintf atoi atol atoll atof strtok gets sscanf setlocale

#endif
