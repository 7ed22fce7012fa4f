/* As end.c, for _Exit(), which the fuzz targets wrap themselves. */
void __gcov_dump(void);
void __real__Exit(int status) __attribute__((noreturn));
void __wrap__Exit(int status) __attribute__((noreturn));

void
__wrap__Exit(int status)
{
	__gcov_dump();
	__real__Exit(status);
}
